"""The rules that a link must obey, and the policy pack that enforces them at `pulumi preview`."""
