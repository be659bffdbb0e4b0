"""`…/remote-clusters`: the lists of remote clusters."""
