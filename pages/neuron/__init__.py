"""The Neuron page, and what only it shows."""
