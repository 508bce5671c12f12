-- Sends the prepared requests round and round: what is refused may be sent again.
function init(args)
  local directory = args[1]
  local file = io.open(directory .. "/body", "rb")
  local body = file:read("*a")
  file:close()
  requests = {}
  file = io.open(directory .. "/heads", "rb")
  local text = file:read("*a")
  file:close()
  local position = 1
  while true do
    local stop = text:find("\r\n\r\n", position, true)
    if not stop then break end
    requests[#requests + 1] = text:sub(position, stop + 3) .. body
    position = stop + 4
  end
  next_request = 0
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency, requests)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, summary.errors.status, lost))
end
