"""Milliseconds from message to result of trivial cells in ipykernel over ZeroMQ: `jupyter.py WARM_UP SAMPLES`."""

import json
import sys
import time

from jupyter_client.manager import start_new_kernel

warm_up, samples = int(sys.argv[1]), int(sys.argv[2])


def round_trip(client, code):
    began = time.perf_counter()
    asked = client.execute(code)
    shown = False
    while True:
        message = client.get_iopub_msg(timeout=10)
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind = message["msg_type"]
        shown = shown or kind == "execute_result"
        if kind == "status" and message["content"]["execution_state"] == "idle":
            break
    milliseconds = (time.perf_counter() - began) * 1000
    if not shown:
        raise RuntimeError("The cell showed no result.")
    return milliseconds


manager, client = start_new_kernel(extra_arguments=["--HistoryManager.enabled=False"])
try:
    times = [round_trip(client, f"{i} + 1") for i in range(warm_up + samples)]
    print(json.dumps(times[warm_up:]))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
