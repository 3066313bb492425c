"""The function through which alone a framework version changes its status.

It runs with the owner's rights, because the application role may not touch `status`; so a version
cannot be published with other weights than 100, whoever asks and however. Row-level security is
forced on the owner too: the function works inside the agency of the caller's transaction.
"""

TRANSITION = """
CREATE FUNCTION transition_framework_version(
    agency integer, version uuid, expected text, target text, actor uuid, hash text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (expected, target) NOT IN (
        ('DRAFT', 'IN_REVIEW'), ('IN_REVIEW', 'DRAFT'),
        ('IN_REVIEW', 'PUBLISHED'), ('PUBLISHED', 'RETIRED')
    ) THEN
        RAISE EXCEPTION 'a version never moves from % to %', expected, target
            USING ERRCODE = 'KJ001';
    END IF;
    IF target = 'PUBLISHED' AND (
        NOT EXISTS (
            SELECT 1 FROM public.components c WHERE c.agency_id = agency AND c.version_id = version
        ) OR EXISTS (
            SELECT 1
            FROM (
                SELECT c.parent_id AS parent, c.weight
                FROM public.components c WHERE c.agency_id = agency AND c.version_id = version
                UNION ALL
                SELECT i.component_id, i.weight
                FROM public.indicators i WHERE i.agency_id = agency AND i.version_id = version
            ) siblings
            GROUP BY parent HAVING sum(weight) <> 100
        ) OR EXISTS (
            SELECT 1 FROM public.components c
            WHERE c.agency_id = agency AND c.version_id = version
                AND NOT EXISTS (
                    SELECT 1 FROM public.components child
                    WHERE child.agency_id = agency AND child.version_id = version
                        AND child.parent_id = c.id
                )
                AND NOT EXISTS (
                    SELECT 1 FROM public.indicators i
                    WHERE i.agency_id = agency AND i.version_id = version
                        AND i.component_id = c.id
                )
        )
    ) THEN
        RAISE EXCEPTION 'the weights of siblings do not sum to exactly 100'
            USING ERRCODE = 'KJ002';
    END IF;
    UPDATE public.framework_versions v
    SET status = target,
        content_hash = CASE target WHEN 'PUBLISHED' THEN hash ELSE v.content_hash END,
        published_by = CASE target WHEN 'PUBLISHED' THEN actor ELSE v.published_by END,
        published_at = CASE target WHEN 'PUBLISHED' THEN now() ELSE v.published_at END
    WHERE v.agency_id = agency AND v.id = version AND v.status = expected;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE public.components c SET version_status = target
    WHERE c.agency_id = agency AND c.version_id = version;
    UPDATE public.indicators i SET version_status = target
    WHERE i.agency_id = agency AND i.version_id = version;
    RETURN true;
END
$$
"""
