import { render } from "preact";
import "@kit/tokens.css";
import "./frame.css";
import { Bridge } from "./bridge.ts";
import { Chat } from "./chat.ts";
import { Client } from "./client.ts";
import { Store } from "./store.ts";
import { App } from "./ui/App.tsx";
import { wires } from "./wires.ts";

const store = new Store();
const client: Client = new Client(() => chat.expired());
const bridge = new Bridge(decodeURI(location.hash), (message) => chat.hear(message));
const chat = new Chat(store, bridge, client, wires(() => client.token));
render(<App chat={chat} bridge={bridge} now={() => client.now()} />, document.getElementById("root")!);
bridge.post({ t: "ready" });
