-- Readers come from many addresses, as the limits of the servers expect.
local requests, turn = {}, 0

function init(args)
  for number = 0, 4095 do
    wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.9", math.floor(number / 256), number % 256)
    requests[number + 1] = wrk.format("GET")
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

-- Prints what wrk counted as one line of JSON.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "failed": %d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
