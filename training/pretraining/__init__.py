"""How the networks that come with the app were made."""
