# Varnish 7 in place of nginx's own cache: nginx (TLS, limits) -> Varnish on port 6081 -> the nodes.
# Goes to /etc/varnish/, with errors.vcl beside it. Change the nodes and who may purge; let Varnish
# listen where only nginx and the site reach it. In nginx's local.conf name 127.0.0.1:6081 as the only
# server, and in server.conf add "proxy_cache_bypass 1; proxy_no_cache 1;", so that it keeps nothing
# itself.
vcl 4.1;

import directors;
import std;

include "./errors.vcl";

# A node that ends or is back is noticed in two seconds: an upgrade waits three between two nodes.
probe alive {
    .request =
        "GET /healthz HTTP/1.1"
        "Host: 127.0.0.1"
        "X-Forwarded-Proto: https"
        "Connection: close";
    .interval = 1s;
    .timeout = 2s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
}
backend first {
    .host = "127.0.0.1";
    .port = "8001";
    .probe = alive;
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 15s;
}
backend second {
    .host = "127.0.0.1";
    .port = "8002";
    .probe = alive;
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 15s;
}

# This machine, and the other machines that run the site.
acl may_purge {
    "127.0.0.1";
    "::1";
}

sub vcl_init {
    new nodes = directors.round_robin();
    nodes.add_backend(first);
    nodes.add_backend(second);
}

sub vcl_recv {
    set req.backend_hint = nodes.backend();
    # As nginx writes it: one name, one copy, and a purge finds it.
    if (req.http.Host) {
        set req.http.Host = std.tolower(regsub(req.http.Host, ":[0-9]+$", ""));
    }
    # What is said below of a copy that is there: nobody else may say it.
    if (req.restarts == 0) {
        unset req.http.X-Copy;
    }
    set req.hash_always_miss = (req.http.X-Copy == "too old");

    # PURGE forgets one page; BAN all whose path and query match a pattern: BAN /topics/.*
    if (req.method == "PURGE" || req.method == "BAN") {
        # What came through nginx has two addresses here, whatever the reader has sent.
        if (client.ip !~ may_purge || req.http.X-Forwarded-For ~ ",") {
            return (synth(403));
        }
        if (req.method == "PURGE") {
            return (purge);
        }
        if (std.ban("obj.http.X-Host == " + req.http.host + " && obj.http.X-Url ~ ^" + req.url)) {
            return (synth(200, "Banned"));
        }
        return (synth(400, std.ban_error()));
    }
    if (req.method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$") {
        return (synth(405));
    }

    # Whoever is logged in, and whoever is to be shown a message, gets pages of their own. Other
    # cookies go on to the site; what depends on one says so by Vary, and is kept for it alone.
    if (req.url ~ "^/admin/" || req.http.Cookie ~ "(^|;\s*)((__Host-)?sessionid|messages|just_wrote)=") {
        return (pass);
    }
    # The site purges no address with a query, or in other words than its own ("//answer/").
    if (req.url ~ "\?|//|/\.\.?(/|$)|%([0-7]|.?[a-f])") {
        return (pass);
    }
    if (req.method == "GET" || req.method == "HEAD") {
        return (hash);
    }
    return (pass);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.host);
    return (lookup);
}

sub vcl_hit {
    # While a node answers, a page may be this much older than s-maxage says, and only while a new
    # one is made. If that fails, an older one is better than none.
    if (obj.ttl + 30s < 0s && !req.http.X-Copy && std.healthy(req.backend_hint)) {
        set req.http.X-Copy = "too old";
        return (restart);
    }
}

sub vcl_backend_response {
    set beresp.http.X-Url = bereq.url;
    set beresp.http.X-Host = bereq.http.host;
    # An error takes no copy's place, and holds for those who wait for the same.
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        if (bereq.http.X-Copy) {
            set beresp.ttl = 0s;
        }
        set beresp.grace = 0s;
        return (deliver);
    }
    # The site says by s-maxage how long a page is kept; what says nothing is not. That much is known
    # of the address for a while, so that readers do not wait for each other's answers.
    if (beresp.http.Cache-Control !~ "max-?age=" || beresp.ttl <= 0s || beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
        set beresp.grace = 0s;
        return (deliver);
    }
    set beresp.grace = 6h;
}

sub vcl_backend_error {
    if (bereq.method == "GET" && bereq.retries == 0) {
        return (retry);
    }
    if (bereq.is_bgfetch) {
        return (abandon);
    }
    call error_page;
    return (deliver);
}

sub vcl_backend_fetch {
    # The other node, if the first one has failed.
    if (bereq.retries > 0) {
        set bereq.backend = nodes.backend();
    }
}

sub vcl_deliver {
    if (resp.status >= 500 && req.http.X-Copy == "too old") {
        set req.http.X-Copy = "better than none";
        return (restart);
    }
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
    unset resp.http.X-Url;
    unset resp.http.X-Host;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
