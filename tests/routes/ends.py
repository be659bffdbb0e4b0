"""Which ends of the demonstration estate stand for a row of the route table."""

ENDS = {
    "T1": ("logs-eu", "logs-us"),
    "T2": ("logs-eu", "shop-eu"),
    "T3": ("logs-eu", "orders"),
    "T6": ("orders", "billing"),
    "T7": ("orders", "trial"),
    "T8": ("orders", "logs-eu"),
    "T4": ("logs-eu", "onprem"),
    "T5": ("logs-eu", "k8s-logs"),
    "T5b": ("k8s-logs", "logs-eu"),
    "T9": ("orders", "onprem"),
    "T10": ("orders", "k8s-logs"),
    "T10b": ("k8s-logs", "orders"),
    "T11": ("k8s-logs", "k8s-shop"),
    "T12": ("k8s-logs", "k8s-other"),
    "T13": ("k8s-other", "onprem"),
    "T13b": ("onprem", "k8s-other"),
    "T14": ("onprem", "logs-eu"),
    "T14b": ("onprem", "orders"),
    "T15": ("onprem", "stock"),
}
"""Two ends of the demonstration estate for each row."""
