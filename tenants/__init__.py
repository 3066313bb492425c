"""What makes an agency a tenant: registry, provisioning, session, partitions, presets."""
