// Keeps the page fresh: moves progress in place, and fetches the changed parts after other events.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const live = byId("live");
  let busy = false, again = false, loaded = Date.now(), wait = 1000, hush;

  // What the reader has opened stays open, and the keyboard stays where it is.
  function replace(old, fresh) {
    for (const opened of old.querySelectorAll("details")) {
      const same = fresh.querySelector("#" + CSS.escape(opened.id));
      if (same) same.open = opened.open;
    }
    if (old.isEqualNode(fresh)) return;
    const held = old.contains(document.activeElement) && document.activeElement.id;
    old.replaceWith(fresh);
    if (held && byId(held)) byId(held).focus({ preventScroll: true });
  }

  function show(page) {
    const parts = [...page.querySelectorAll("[data-part]")];
    if (!parts.length) return;
    if (parts.some((part) => !byId(part.id))) return location.reload();
    for (const part of parts) replace(byId(part.id), document.importNode(part, true));
    document.title = byId("verdict").dataset.title;
  }

  // A document, not innerHTML: the content policy allows no strings to become markup.
  function load() {
    again = false;
    const request = new XMLHttpRequest();
    request.open("GET", "?part=main");
    request.responseType = "document";
    request.timeout = 15000;
    request.onload = () => {
      loaded = Date.now();
      if (request.status === 401) return location.reload(); // which leads to the login
      if (request.status === 200 && request.response) show(request.response);
    };
    request.onloadend = () => { busy = false; if (again) soon(); };
    request.send();
  }

  function soon() {
    if (busy) { again = true; return; }
    busy = true;
    setTimeout(load, 500);
  }

  function move(data) {
    const row = document.querySelector(`[data-id="${CSS.escape(data.download_id)}"]`);
    if (!row) return false;
    if (data.total_bytes) {
      const bar = row.querySelector("progress");
      bar.max = data.total_bytes;
      bar.value = data.downloaded_bytes;
    }
    for (const name in data.text) row.querySelector("." + name).textContent = data.text[name];
    return true;
  }

  // The sums above the rows follow now and then; a row that is not there yet is fetched sooner.
  function moved(data) {
    const patience = !byId("running") ? Infinity : move(data) ? 15000 : 2000;
    return Date.now() - loaded < patience;
  }

  function say(words) {
    byId("said").textContent = words;
    clearTimeout(hush);
    hush = setTimeout(() => { byId("said").textContent = ""; }, 10000);
  }

  function hear({ type, data }) {
    if (type === "connected" || type === "pong") return;
    if (data.error === "AUTHENTICATION_ERROR") return location.reload();
    if (data.room) state("on", "Live"); // joined; what happened before that is fetched below
    if (type === "download_progress" && moved(data)) return;
    if (type === "download_complete" || (type === "download_failed" && data.final)) say(data.message);
    soon();
  }

  function state(name, words) {
    live.hidden = false;
    live.dataset.state = name;
    live.textContent = words;
  }

  function connect() {
    const address = new URL(document.body.dataset.root + "ws/connect", location);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    socket.onopen = () => {
      wait = 1000;
      socket.send('{"action":"join","data":{"room":"downloads"}}');
    };
    socket.onmessage = (event) => hear(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (event.code === 4401) return location.reload(); // logged out, perhaps in another tab
      state("off", `Connection lost. Trying again in ${wait / 1000} s`);
      setTimeout(connect, wait * (0.8 + 0.4 * Math.random()));
      wait = Math.min(wait * 2, 30000);
    };
  }

  connect();
})();
