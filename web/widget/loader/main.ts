import { boot } from "./sdk.ts";

// The server puts both in when it hands the script out.
boot("__PARLEY_PORTAL__", "__PARLEY_BASE__");
