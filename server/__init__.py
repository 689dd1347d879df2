"""What the browser asks the server for by itself, beside what Streamlit sends."""
