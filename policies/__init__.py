"""Who may do what: policies as data, compiled into row filters; only `engine` knows Casbin."""
