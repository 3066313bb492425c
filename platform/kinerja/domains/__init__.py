"""The nouns of appraisal, one folder each: models, repository, service, errors."""
