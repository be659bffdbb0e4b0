"""YAML that people write: read without surprises."""

from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key given twice; PyYAML would keep the last one and say nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise yaml.constructor.ConstructorError(None, None, f"{key} is given twice", node.value[index][0].start_mark)
        return super().construct_mapping(node, deep)


def load_yaml(text: str) -> Any:
    """Return what a text says; raise ``yaml.YAMLError`` where it is no YAML."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with one check more
