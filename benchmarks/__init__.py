"""What README's figures were printed by."""
