"""Declares the topology of the selected stack: everything comes from its configuration."""

from pulumi_crosslink import Topology

Topology.from_config("topology")
