"""The function through which alone a framework version changes its status.

It runs with the owner's rights, because the application role may not touch `status`; so a version
cannot be published with other weights than 100, whoever asks and however. Row-level security is
forced on the owner too: the function works inside the agency of the caller's transaction. On Citus
it runs with the caller's rights, which `kinerja.transition` widens; `Access` says why.

The status changes first and the rules are examined after it: the changed row is locked, so what
the rules see is what stays. An exception takes the change back.
"""

#: What a caller can tell apart by SQLSTATE.
BAD_TRANSITION = "KJ001"
WEIGHTS_NOT_100 = "KJ002"
WEIGHTS_NOT_SCHEME = "KJ003"
TWO_PERSONS_REQUIRED = "KJ004"
PINNED_BY_CYCLE = "KJ005"
CYCLE_RUNS_ON = "KJ006"

TRANSITION = """
CREATE FUNCTION transition_framework_version(
    agency integer, version uuid, last_status text, next_status text, actor uuid, hash text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moved public.framework_versions;
    behaviour numeric;
    -- Citus takes no now() inside a CASE of an UPDATE.
    moment timestamptz := now();
BEGIN
    IF (last_status, next_status) NOT IN (
        ('DRAFT', 'IN_REVIEW'), ('IN_REVIEW', 'DRAFT'),
        ('IN_REVIEW', 'PUBLISHED'), ('PUBLISHED', 'RETIRED')
    ) THEN
        RAISE EXCEPTION 'a version never moves from % to %', last_status, next_status
            USING ERRCODE = 'KJ001';
    END IF;
    -- A version without an end is in force until its successor is: it ends where that one begins.
    IF next_status = 'PUBLISHED' THEN
        UPDATE public.framework_versions p
        SET effective = daterange(lower(p.effective), lower(v.effective))
        FROM public.framework_versions v
        WHERE v.agency_id = agency AND v.id = version AND v.status = last_status
            AND p.agency_id = agency AND p.framework_id = v.framework_id
            AND p.status = 'PUBLISHED' AND upper_inf(p.effective)
            AND (lower_inf(p.effective) OR lower(p.effective) < lower(v.effective));
    END IF;
    UPDATE public.framework_versions v
    SET status = next_status,
        submitted_by = CASE WHEN next_status = 'IN_REVIEW' THEN actor ELSE v.submitted_by END,
        content_hash = CASE WHEN next_status = 'PUBLISHED' THEN hash ELSE v.content_hash END,
        published_by = CASE WHEN next_status = 'PUBLISHED' THEN actor ELSE v.published_by END,
        published_at = CASE WHEN next_status = 'PUBLISHED' THEN moment ELSE v.published_at END
    WHERE v.agency_id = agency AND v.id = version AND v.status = last_status
    RETURNING v.* INTO moved;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    -- IN is NULL for an unknown actor: nobody may publish only what nobody has made.
    IF next_status = 'PUBLISHED' AND coalesce(
        actor IN (moved.created_by, moved.submitted_by),
        actor IS NULL AND coalesce(moved.created_by, moved.submitted_by) IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'whoever made or submitted a version does not publish it'
            USING ERRCODE = 'KJ004';
    END IF;
    IF next_status = 'PUBLISHED' AND (
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
    IF next_status = 'PUBLISHED' AND moved.scheme IN ('S70_30', 'S60_40') THEN
        SELECT coalesce(sum(c.weight), 0) INTO behaviour
        FROM public.components c
        WHERE c.agency_id = agency AND c.version_id = version
            AND c.parent_id IS NULL AND c.category = 'BEHAVIOUR';
        IF behaviour <> (CASE moved.scheme WHEN 'S70_30' THEN 30 ELSE 40 END) THEN
            RAISE EXCEPTION 'behaviour has % of 100, which is not the share of %',
                behaviour, moved.scheme USING ERRCODE = 'KJ003';
        END IF;
    END IF;
    IF next_status = 'PUBLISHED' AND EXISTS (
        SELECT 1 FROM public.cycles c
        JOIN public.framework_versions p
            ON p.agency_id = agency AND p.id = c.framework_version_id
        WHERE c.agency_id = agency AND p.framework_id = moved.framework_id
            AND p.status = 'PUBLISHED' AND c.state <> 'CANCELLED' AND NOT c.period <@ p.effective
    ) THEN
        RAISE EXCEPTION 'a cycle of the version before runs into the period of this one'
            USING ERRCODE = 'KJ006';
    END IF;
    IF next_status = 'RETIRED' AND EXISTS (
        SELECT 1 FROM public.cycles c
        WHERE c.agency_id = agency AND c.framework_version_id = version
            AND c.state NOT IN ('FINALISED', 'ARCHIVED', 'CANCELLED')
    ) THEN
        RAISE EXCEPTION 'a cycle that is not finished uses the version'
            USING ERRCODE = 'KJ005';
    END IF;
    UPDATE public.components c SET version_status = next_status
    WHERE c.agency_id = agency AND c.version_id = version;
    UPDATE public.indicators i SET version_status = next_status
    WHERE i.agency_id = agency AND i.version_id = version;
    RETURN true;
END
$$
"""


def transition_function(*, on_citus: bool) -> str:
    """Return the statement that creates the function."""
    if not on_citus:
        return TRANSITION
    invoked = TRANSITION.replace("SECURITY DEFINER", "SECURITY INVOKER")
    begun = invoked.replace("\nBEGIN\n", "\nBEGIN\n    SET LOCAL kinerja.transition = 'on';\n")
    return begun.replace(
        "    RETURN true;\nEND", "    SET LOCAL kinerja.transition = 'off';\n    RETURN true;\nEND"
    ).replace(
        "        RETURN false;\n",
        "        SET LOCAL kinerja.transition = 'off';\n        RETURN false;\n",
    )
