import json

import pytest
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import ConfigureRequest

from pulumi_crosslink import process
from pulumi_crosslink.claims import Claims


@pytest.fixture
def another_process(monkeypatch):
    """Forget what the plugin's process knows, as the next operation's does."""

    def forget():
        if process._settings:
            process._settings.connections.close()
        monkeypatch.setattr(process, "_settings", None)
        monkeypatch.setattr(process, "claims", Claims())

    forget()
    yield forget
    forget()


@pytest.fixture
def configured(emulator, another_process):
    """Make a provider as the engine does."""
    connections = {name: {"endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key"} for name in ("hosted", "partner")}
    connections["enterprise"] = {"platform": "ece", "endpoint": emulator.cloud_url("enterprise"), "apiKey": "emulated-enterprise-key"}

    def make(kind, **config):
        provider = kind()
        raw = {"crosslink:connections": json.dumps(connections), **{f"crosslink:{key}": value for key, value in config.items()}}
        provider.configure(ConfigureRequest(Config(raw, "tried")))
        return provider

    return make
