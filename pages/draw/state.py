"""What can be set on the Draw page."""

from model.library import DEFAULT
from pages.draw import look_inside
from pages.shared.networks.menu import NETWORK, NetworkChoice
from pages.shared.pad import drawing_in_address
from pages.shared.pad.drawing import BRUSH_RANGE, DEFAULT_BRUSH
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import Switch, Whole

BRUSH = Whole("brush", DEFAULT_BRUSH, *BRUSH_RANGE, title="Brush width", step=False)
UNCENTRED = Switch("uncentred", title="Without centring")

DRAW = PageState(
    "",
    (NetworkChoice(NETWORK, DEFAULT, goes_along=True), BRUSH, UNCENTRED, *look_inside.SETTINGS),
    once=(drawing_in_address.PARAMETER,),
)
