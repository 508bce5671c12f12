-- Each request comes from an address of its own, by the word of a proxy that is trusted.
function init(args)
  address = tonumber(args[1])
end

function request()
  address = address + 1
  local ip = string.format("%d.%d.%d.%d", 11 + math.floor(address / 16777216) % 200, math.floor(address / 65536) % 256, math.floor(address / 256) % 256, address % 256)
  return "POST /inference HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: " .. ip .. "\r\nContent-Length: 2\r\n\r\n{}"
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %d\n", summary.requests))
end
