"""Five of the scan's detectors by hand in pandas, each pair compared with its peers as the scan does. Only the list of kisses is the program's own.

They ask what the bare counts of `rivals` ask: how much contact, off duty, after the case, off the record, how worded. Files such as
`detectors/contact_volume.toml` say what each counts. Records are whole: every contact names its person, and nobody has decided anything yet.
"""
