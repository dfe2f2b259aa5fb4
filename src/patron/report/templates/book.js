"use strict";
(() => {
  const slider = document.getElementById("contacts-slider");
  const range = document.getElementById("contacts-range");
  if (!slider || !range) return;
  const stops = JSON.parse(document.getElementById("contacts-stops").textContent);
  const marker = document.getElementById("contacts-marker");
  const show = () => {
    const stop = stops[Number(range.value)];
    for (const part of ["contacts", "profit", "share", "cost", "last"]) {
      document.getElementById(`contacts-${part}`).textContent = stop[part];
    }
    marker.setAttribute("cx", stop.x);
    marker.setAttribute("cy", stop.y);
    range.setAttribute("aria-valuetext", slider.dataset.said.replace("{contacts}", stop.contacts).replace("{profit}", stop.profit));
  };
  marker.removeAttribute("visibility");
  slider.hidden = false;
  range.addEventListener("input", show);
  show();
})();
