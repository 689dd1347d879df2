"""From a drawing to probabilities; knows nothing of Streamlit or of training."""
