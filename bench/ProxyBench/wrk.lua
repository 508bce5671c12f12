-- Sends the prepared requests one after another; the threads take turns through the file.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local directory, count = args[1], tonumber(args[2])
  local file = io.open(directory .. "/body", "rb")
  body = file:read("*a")
  file:close()
  heads = {}
  file = io.open(directory .. "/heads", "rb")
  local text = file:read("*a")
  file:close()
  local position, index = 1, 0
  while true do
    local stop = text:find("\r\n\r\n", position, true)
    if not stop then break end
    if index % count == number then heads[#heads + 1] = text:sub(position, stop + 3) end
    position = stop + 4
    index = index + 1
  end
  next_head = 0
end

function request()
  next_head = next_head + 1
  local head = heads[next_head]
  if not head then
    wrk.thread:stop()
    head = heads[1]
  end
  return head .. body
end

function done(summary, latency, requests)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT %d %d %.1f %.1f %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), bad))
end
