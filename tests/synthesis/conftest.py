from tests.activations.nets import one_thread

__all__ = ["one_thread"]
