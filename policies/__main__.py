"""Written by `crosslink policies`: what `pulumi preview --policy-pack` starts."""

from crosslink_policies.pack import main

main()
