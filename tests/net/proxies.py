"""What may be a proxy and what may not: for who uses one, and for who reads the setting."""

PROXIES = [
    "http://proxy.example:3128",
    "https://proxy.example",
    "HTTP://proxy_1:3128/",
    "http://me:s3:cret@192.168.1.2:8080",
    "http://[fd00::1]:3128",
    "http://zuhause.müller.example:3128",
]
NO_PROXIES = [
    "socks5://127.0.0.1:1080",
    "proxy.example:3128",
    "me:s3cret@proxy.example:3128",
    "http:/me:s3cret@proxy.example",
    "http:proxy.example:3128",
    "http://",
    "http://me:s3cret@",
    "http://proxy.example:99999",
    "http://proxy.example:0",
    "http://proxy.example:31a8",
    "http://proxy..example",
    "http://-:3128",
    "http://proxy example:3128",
    "http://proxy.example:3128 ",
    "http://pro\txy.example:3128",
    "http://proxy.example:3128\n",
    "http://[::1",
    "http://proxy.example/path",
    "http://proxy.example:3128?x=1",
    "http://proxy.example:3128#x",
    f"http://{'a.' * 150}example",
    "",
]
