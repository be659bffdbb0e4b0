"""Pure: the route table; topology and facts → links → the objects that each link wants."""
