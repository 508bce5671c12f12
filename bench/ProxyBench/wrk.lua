-- Sends the prepared requests one after another; the threads take turns through the file. With "again" they begin anew at its end,
-- for whoever takes a request twice; without, a thread that has none left stops, and what it measured is no measure of the server.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  thread:set("ran_out", 0)
  threads[#threads + 1] = thread
end

function init(args)
  local directory, count = args[1], tonumber(args[2])
  again = args[3] == "again"
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
    if not again then
      ran_out = 1
      wrk.thread:stop()
    end
    next_head = 1
    head = heads[1]
  end
  return head .. body
end

function done(summary, latency, requests)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  local ran_out = 0
  for _, thread in ipairs(threads) do ran_out = ran_out + thread:get("ran_out") end
  io.write(string.format("RESULT %d %d %.1f %.1f %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), bad, ran_out))
end
