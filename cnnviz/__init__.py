"""An interactive visualizer and explainer of convolutional networks."""
