"""`TrustRelationship`: one ECE environment knows another one, whose clusters its deployments may then trust."""

from collections.abc import Iterator, Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import CreateResult, DiffResult

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.trust.trust_relationship import TrustRelationshipLifecycle
from crosslink_core.lifecycle.trust.trust_relationships import unsuitable
from crosslink_core.model.problem import Problem
from crosslink_core.model.token import MODULE
from crosslink_core.model.trust import trust_relationship as model
from crosslink_core.model.trust.expiry import judge
from pulumi_crosslink import process
from pulumi_crosslink.named import NamedProvider
from pulumi_crosslink.provider import CLAIM, Props
from pulumi_crosslink.resource import NounResource


class TrustRelationshipProvider(NamedProvider[model.TrustRelationship, model.TrustRelationshipState]):
    """The id is the service's."""

    spec = model.TrustRelationship
    state = model.TrustRelationshipState
    lifecycle = TrustRelationshipLifecycle
    unprinted = frozenset({"public_ca_cert"})

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in the name; refuse a connection that is no environment, and a new certificate that is not valid today; warn of one that ends soon."""
        wanted, problems = super().look_up(olds, news)
        problems = [*problems, *self._unsuitable(wanted.get("connection"))]
        for found in judge("public_ca_cert", [wanted.get("public_ca_cert")], [olds.get("public_ca_cert")]):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                process.warn(f"trust relationship {wanted.get('name')}: {found}")
        return wanted, problems

    def create(self, props: Props) -> CreateResult:
        """Create, or adopt."""
        made = super().create(props)
        self.dependents.keep_relationship(str(made.id), props)
        return made

    def diff(self, _id: str, _olds: Props, _news: Props) -> DiffResult:
        """Compare; note whom it is about, which the entries that name it do not say."""
        self.dependents.keep_relationship(_id, _news)
        return super().diff(_id, _olds, _news)

    def delete(self, _id: str, _props: Props) -> None:
        """Remove; say so where trust of this program still needs it."""
        if not self.claims.is_left(_id, _props.get(CLAIM)):
            for line in self.dependents.delete_relationship(_id):
                process.warn(line)
        super().delete(_id, _props)

    def _unsuitable(self, connection: object) -> Iterator[Problem]:
        if connection is None or isinstance(connection, str):
            try:
                why = unsuitable(self.session, connection)
            except ConnectionsError as error:
                why = str(error)
            if why:
                yield Problem("connection", why)


class TrustRelationship(NounResource, module=MODULE, name="TrustRelationship"):
    """An ECE environment knows another one by its id and certificate: its deployments may trust clusters there, by an `ExternalTrust`.

    The other environment needs one, too.  What to exchange is what each says of itself: `get_trust_relationships(local=True)`.

    :param installation_id: the id of the other environment.
    :param public_ca_cert: the certificate of its authority, in PEM; when it is replaced, the new one goes here.
    :param name: its name in the console. Default: the logical name and seven digits.
    :param account_ids: the other environment's accounts; default: its only one, which has the environment's own id.
    :param trust_by_default: whether deployments that are made later here trust every cluster of that environment by themselves; default false.
    :param connection: the name of the connection to the environment that gets the relationship; default: the default connection.
    """

    provider = TrustRelationshipProvider

    name: Output[str]
    """Its name in the console; unless given `<logical name>-<7 digits>`, which finds it again after a run that was interrupted."""
    installation_id: Output[str]
    """The other environment's id."""
    trust_relationship_id: Output[str]
    """The service's id, which an `ExternalTrust` takes; it is kept through every change."""
    valid_to: Output[str]
    """When the certificate ends, in UTC."""

    def __init__(
        self,
        resource_name: str,
        *,
        installation_id: Input[str],
        public_ca_cert: Input[str],
        name: Input[str] | None = None,
        account_ids: Input[Sequence[Input[str]]] | None = None,
        trust_by_default: Input[bool] | None = None,
        connection: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
