// The entry of the console: registers the elements and starts keys, addresses and the session.

import "./shell.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startRouter } from "./router.js";
import { resume } from "./service.js";
import { applyTheme } from "./settings.js";

applyTheme();
startRouter();
startKeys();
startMenus();
void resume();
