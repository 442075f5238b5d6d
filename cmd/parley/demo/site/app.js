const names = { workshop: "Workshop", wood: "Choose the wood", order: "Order" };

function show() {
  const name = names[location.pathname.split("/").pop()] ?? names.workshop;
  document.title = name + " · Oak and Lumen";
  document.getElementById("step").textContent = name;
  document.getElementById("at").textContent = location.pathname;
  window.HubSpotConversations?.widget.refresh();
}

for (const button of document.querySelectorAll("[data-to]")) {
  button.addEventListener("click", () => {
    history.pushState(null, "", button.dataset.to);
    show();
  });
}
addEventListener("popstate", show);
show();
