"""From a drawing to probabilities; knows nothing of Streamlit or of training."""

VERSION = "0.5.0"  # of the whole project; CHANGELOG.md says what is in it
