"""RTP, RTCP and SDP as bytes: formats, sequence numbers, caches. Pure."""
