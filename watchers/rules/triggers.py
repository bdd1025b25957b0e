"""The triggers of a sound file as the values that the watchers know."""

from watchers.model.names import IndicatorId, SourceId
from watchers.model.triggers import (
    OnChange,
    OnCount,
    OnExpected,
    OnNew,
    OnNumber,
    OnSequence,
    OnSilence,
    OnSpike,
    OnStory,
    Trigger,
)
from watchers.rules import trigger_shapes as schema


def trigger(written: schema.TriggerSchema) -> Trigger:
    """Give what one trigger of the file means."""
    (kind,) = written.model_fields_set
    match getattr(written, kind):
        case schema.CountSchema(at_least=at_least, over=over, severity=severity):
            return OnCount(at_least=at_least, over=over, severity=severity)
        case schema.SpikeSchema() as spike:
            return OnSpike(
                over=spike.over,
                baseline=spike.baseline,
                factor=spike.factor,
                at_least=spike.at_least,
                down=spike.direction == "down",
                severity=spike.severity,
            )
        case schema.SilenceSchema(over=over, severity=severity):
            return OnSilence(over=over, severity=severity)
        case schema.NumberSchema(series=series, above=above, below=below, severity=severity):
            limit = below if above is None else above
            return OnNumber(
                series=SourceId(series),
                limit=0.0 if limit is None else limit,
                below=above is None,
                severity=severity,
            )
        case schema.ChangeSchema(series=series, by=(by, relative), over=over, severity=severity):
            series_id = SourceId(series)
            return OnChange(
                series=series_id, by=by, relative=relative, over=over, severity=severity
            )
        case schema.ExpectedSchema(days=(first, last), at=at, zone=zone, severity=severity):
            return OnExpected(first_day=first, last_day=last, at=at, zone=zone, severity=severity)
        case schema.NewSchema(of=of, learn=learn, severity=severity):
            vocabulary = None if of == "sources" else of.removeprefix("$")
            return OnNew(of=vocabulary, learn=learn, severity=severity)
        case schema.SequenceSchema(of=of, within=within, ordered=ordered, severity=severity):
            ids = tuple(IndicatorId(each) for each in of)
            return OnSequence(of=ids, within=within, ordered=ordered, severity=severity)
        case other:
            return OnStory(severity=other.severity)


def needs_query(written: schema.TriggerSchema) -> bool:
    """Whether a trigger looks at the matches of its own indicator."""
    return not written.model_fields_set & {"number", "change", "sequence"}
