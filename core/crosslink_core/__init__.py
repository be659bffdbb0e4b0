"""What exists between Elasticsearch deployments and how to change it; knows no Pulumi."""

import gc

# Imports make many objects and little garbage: at Python's threshold of 700 the collector takes a twentieth of a preview.
if gc.isenabled():
    gc.set_threshold(max(gc.get_threshold()[0], 100_000), *gc.get_threshold()[1:])
