"""`/deployments/traffic-filter`: rulesets, associations and claims."""
