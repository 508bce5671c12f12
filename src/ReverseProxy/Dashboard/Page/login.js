"use strict";
if (new URLSearchParams(location.search).has("wrong")) {
  const wrong = document.getElementById("wrong");
  wrong.hidden = false;
  document.getElementById("token").setAttribute("aria-describedby", "wrong");
}
