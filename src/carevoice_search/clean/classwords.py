"""What the class and id of an element say that it is for, in the words that sites and their software share."""

from __future__ import annotations

import re
from functools import lru_cache

_GROUPS = {
    "comment": "comment comments discuss discussion disqus reply replies respond",
    "cookie": "cookie cookies consent gdpr onetrust ot cmp privacy",
    "modal": "modal popup dialog overlay drawer flyout tooltip popover dropdown offcanvas lightbox toast "
    "snackbar notification",
    "join": "newsletter subscribe subscription signup login signin register account cart basket checkout search "
    "optin wishlist",
    "review": "review reviews testimonial testimonials feedback quote quotes ugc",
    "cards": "card cards list item items grid result results listing tile tiles row rows feed collection gallery "
    "teaser",
    "foot": "footer foot bottom colophon legal copyright ftr",
    "head": "header masthead banner head hdr topbar logo brand",
    "side": "sidebar side aside rail secondary widget widgets right left complementary",
    "menu": "nav menu navbar navigation breadcrumb breadcrumbs crumb crumbs toc pager pagination paging sitemap "
    "megamenu toolbar tab tabs",
    "related": "related recommend recommended recommendation recommendations similar suggest suggested suggestions "
    "more trending popular upsell upsells also recently recent latest viewed next prev previous",
    "share": "share sharing social follow facebook twitter sns",
    "advert": "ad ads advert advertisement adverts sponsor sponsored promo promos promotion promotions advertising",
    "byline": "meta byline author date time timestamp tag tags category categories info avatar user username profile "
    "badge rating stars vote votes like likes signature sig",
    "control": "btn button buttons filter filters facet facets sort select control controls action actions option "
    "options swatch swatches quantity qty input form forms checkbox refinement refinements toggle",
    "unseen": "hidden hide sr screen visually visuallyhidden noprint none invisible offscreen clipped skip",
    "story": "content main article body post entry story text prose markdown copy richtext wysiwyg rte",
    "about": "description desc summary excerpt lead intro abstract overview spec specs specification specifications "
    "feature features details faq accordion benefits",
    "thread": "message messages msg thread topic answer answers question questions postcontent postbody bbwrapper "
    "cooked usertext postbit",
    "product": "product products pdp price sku offer buy purchase shipping delivery stock variant warranty returns",
    "carousel": "carousel slider swiper slick slide slides slideshow marquee owl splide glide",
}
GROUPS = tuple(_GROUPS)
"""The names of the groups of words, in the order of their bits."""

_BITS = {word: 1 << bit for bit, words in enumerate(_GROUPS.values()) for word in words.split()}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LONGEST = 300


@lru_cache(maxsize=8192)
def groups_of(names: str) -> int:
    """The groups that the words of a class and an id belong to, a bit each: "siteFooter" has that of "foot"."""
    found = 0
    for word in _WORD.findall(names[:_LONGEST]):
        found |= _BITS.get(word.lower(), 0)
    return found
