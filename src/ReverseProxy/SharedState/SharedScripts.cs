namespace ReverseProxy.SharedState;

/// <summary>What runs in the store, as one step that no other replica can come between.</summary>
internal static class SharedScripts
{
    /// <summary>
    /// Accepts a request once and takes a token of its sender. KEYS: request, bucket. ARGV: milliseconds the request is
    /// to be remembered, tokens a second (0: no budget), burst. Returns: 1 if fresh, milliseconds to wait for a token.
    /// </summary>
    /// <remarks>The store's own clock fills the buckets: the replicas' clocks differ.</remarks>
    public const string Accept = """
        if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then return {0, 0} end
        local rate = tonumber(ARGV[2])
        if rate <= 0 then return {1, 0} end
        local burst = tonumber(ARGV[3])
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local bucket = redis.call('HMGET', KEYS[2], 't', 'a')
        local tokens = burst
        if bucket[1] then tokens = math.min(burst, tonumber(bucket[1]) + (now - tonumber(bucket[2])) * rate / 1000) end
        local wait = 0
        if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) / rate * 1000) end
        redis.call('HSET', KEYS[2], 't', tostring(tokens), 'a', tostring(now))
        redis.call('PEXPIRE', KEYS[2], math.ceil(burst / rate * 1000) + 1000)
        return {1, wait}
        """;

    /// <summary>
    /// Adds what addresses took in this replica and returns what they took in all. KEYS: a counter per address. ARGV: the
    /// counts, in the same order. Counters last for a minute.
    /// </summary>
    public const string Add = """
        local totals = {}
        for i, key in ipairs(KEYS) do
          local total = redis.call('INCRBY', key, ARGV[i])
          if total == tonumber(ARGV[i]) then redis.call('PEXPIRE', key, 60000) end
          totals[i] = {total, redis.call('PTTL', key)}
        end
        return totals
        """;
}
