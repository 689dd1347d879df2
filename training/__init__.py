"""From data to trained networks; knows nothing of Streamlit."""
