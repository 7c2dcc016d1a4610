"""What a caller may see and wants to see. Every reading method takes a `Scope`, so that no path goes around it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb.errors import BadFilter
from kb.places import covers, gazetteer
from kb.records import Metadata

VALIDITY_UNKNOWN = "unknown"
VALIDITIES = (VALIDITY_UNKNOWN,)
FILTER_FIELDS = (
    "document_id",
    "kind",
    "region",
    "region_exact",
    "issuer",
    "date_from",
    "date_to",
    "validity",
    "as_of",
    "label",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters, the labels that the caller may see, and a revision. The default scope is everything that is current.

    Several values of one field are alternatives; several fields must all hold. `visible_labels` None means every
    document; otherwise a document with labels is seen only by a caller who has one of them.
    """

    document_ids: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    region_exact: bool = False
    issuers: frozenset[str] = frozenset()
    date_from: str | None = None
    date_to: str | None = None
    validities: frozenset[str] = frozenset()
    as_of: str | None = None
    labels: frozenset[str] = frozenset()
    visible_labels: frozenset[str] | None = None
    revision: int | None = None

    @property
    def sees_everything(self) -> bool:
        """Whether every current document lies in this scope."""
        return self == Scope()

    def admits(self, document_id: str, metadata: Metadata) -> bool:
        """Whether a document with this metadata lies in the scope."""
        if self.visible_labels is not None and metadata.labels and not self.visible_labels & set(metadata.labels):
            return False
        if self.validities and VALIDITY_UNKNOWN not in self.validities:
            return False
        return (
            (not self.document_ids or document_id in self.document_ids)
            and (not self.kinds or metadata.kind in self.kinds)
            and (not self.issuers or metadata.issuer in self.issuers)
            and (not self.labels or bool(self.labels & set(metadata.labels)))
            and (not self.regions or self._admits_region(metadata.region))
            and self._admits_date(metadata.date)
        )

    def _admits_region(self, region: str | None) -> bool:
        if region is None:
            return False
        known = gazetteer()
        here = known.resolve(region)
        for wanted in self.regions:
            if wanted == region:
                return True
            for code in known.resolve(wanted):
                if code in here:
                    return True
                if not self.region_exact and any(covers(own, code) or covers(code, own) for own in here):
                    return True
        return False

    def _admits_date(self, written: str | None) -> bool:
        if self.as_of is not None and written is not None and written > self.as_of:
            return False
        if self.date_from is None and self.date_to is None:
            return True
        if written is None:
            return False
        return (self.date_from or "") <= written <= (self.date_to or "9999")


def read_scope(filters: Mapping[str, Iterable[str]]) -> Scope:
    """The scope that the filters of a request name. Raises BadFilter with the field and what is allowed."""
    unknown = sorted(set(filters) - set(FILTER_FIELDS))
    if unknown:
        raise BadFilter(f"不认识的筛选字段：{'、'.join(unknown)}。", f"可用的字段：{'、'.join(FILTER_FIELDS)}。")
    values = {field: frozenset(value.strip() for value in given) for field, given in filters.items()}
    for field, given in values.items():
        if not given or "" in given:
            raise BadFilter(f"筛选字段 {field} 没有给出值。", "请写成 字段=值，例如 region=广东省广州市。")
    for region in values.get("region", ()):
        if not gazetteer().resolve(region):
            raise BadFilter(f"不认识的地区“{region}”。", "请写行政区划名，例如 广东省、广东省广州市、德清县，或 全国。")
    for validity in values.get("validity", ()):
        if validity not in VALIDITIES:
            raise BadFilter(f"不认识的时效性“{validity}”。", f"可用的值：{'、'.join(VALIDITIES)}。")
    return Scope(
        document_ids=values.get("document_id", frozenset()),
        kinds=values.get("kind", frozenset()),
        regions=values.get("region", frozenset()),
        region_exact=_truth(values, "region_exact"),
        issuers=values.get("issuer", frozenset()),
        date_from=_date(values, "date_from"),
        date_to=_date(values, "date_to"),
        validities=values.get("validity", frozenset()),
        as_of=_date(values, "as_of"),
        labels=values.get("label", frozenset()),
    )


def _one(values: Mapping[str, frozenset[str]], field: str) -> str | None:
    given = values.get(field, frozenset())
    if len(given) > 1:
        raise BadFilter(f"筛选字段 {field} 只能有一个值，给了 {len(given)} 个。", "请只留一个。")
    return next(iter(given), None)


def _date(values: Mapping[str, frozenset[str]], field: str) -> str | None:
    written = _one(values, field)
    if written is None:
        return None
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as error:
        raise BadFilter(f"筛选字段 {field} 的值“{written}”不是日期。", "请写成 年-月-日，例如 2019-05-03。") from error


def _truth(values: Mapping[str, frozenset[str]], field: str) -> bool:
    written = _one(values, field)
    if written is None:
        return False
    if written.lower() in ("true", "1", "yes"):
        return True
    if written.lower() in ("false", "0", "no"):
        return False
    raise BadFilter(f"筛选字段 {field} 的值“{written}”不是真假值。", "请写 true 或 false。")
