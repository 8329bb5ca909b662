"""This product beside its peers: the same article and discussion, in one interleaved run."""
