"""The forms of what every part of an estate is made of: names, ids, versions, addresses."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Ids of deployments and resources: 32 lowercase hexadecimal digits."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=63)]
"""Names of clouds and of clusters, which stand in URLs, and of what Kubernetes names."""

DeploymentName = Annotated[str, StringConstraints(min_length=1, max_length=128)]
AccountId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,32}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
Address = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:[1-9][0-9]{0,4}$")]
"""Host and port."""
Alias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
RefId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]

UserName = Annotated[str, StringConstraints(pattern=r"^[!-9;-~]([ -9;-~]*[!-9;-~])?$", max_length=507)]
"""Names of Elasticsearch's users.  Without a colon: HTTP Basic cannot carry one."""


class Part(BaseModel):
    """Base of everything in an estate: a property that is not known is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)
