"""Answers to interactions: within three seconds, once; followed up for fifteen minutes."""

import time

from aiohttp import web

from tests.fakes.discord import limits
from tests.fakes.discord.wire import BODY, VIA, refuse, say

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
TOKEN_LIFE = 900.0


def routes(base, world):
    """List the routes."""
    answers = _Answers(world)
    original = f"{base}/webhooks/{{application}}/{{token}}/messages/@original"
    return [
        web.post(f"{base}/interactions/{{id}}/{{token}}/callback", answers.callback),
        web.get(original, answers.original),
        web.route("PATCH", original, answers.edit),
        web.post(f"{base}/webhooks/{{application}}/{{token}}", answers.followup),
    ]


class _Answers:
    def __init__(self, world):
        self.world = world

    async def callback(self, request):
        """POST the first answer."""
        found = self.world.interactions.get(request.match_info["token"])
        if found is None or found.id != request.match_info["id"]:
            return refuse(10062)
        after = time.monotonic() - found.at
        if after > self.world.deadline:
            return refuse(10062)
        if found.callbacks:
            return refuse(40060)
        kind, inner = request[BODY].get("type"), request[BODY].get("data") or {}
        if faults := list(self._faults(kind, inner)):
            return refuse(50035, errors=limits.tree(faults))
        found.callbacks.append((after, kind, inner))
        if kind == MESSAGE:
            found.message = self._posted(found, inner)
        if kind == UPDATE:
            found.body["message"].update({k: v for k, v in inner.items() if k != "flags"})
        if request.query.get("with_response"):
            resource = {"type": kind, "message": found.message} if found.message else {"type": kind}
            told = {"interaction": {"id": found.id, "type": found.body["type"]}}
            return say(told | {"resource": resource})
        return web.Response(status=204, headers=VIA)

    def _faults(self, kind, inner):
        match kind:
            case 4 | 7:
                yield from limits.message(inner)
            case 8:
                yield from limits.choices(inner)
            case 9:
                yield from limits.modal(inner)
            case 5 | 6:
                pass
            case _:
                yield "type", "BASE_TYPE_CHOICES"

    def _posted(self, found, body):
        if body.get("flags", 0) & 64:
            return self.world.message(found.body["channel_id"], body) | {"ephemeral": True}
        return self.world.store(found.body["channel_id"], body)

    def _alive(self, request):
        found = self.world.interactions.get(request.match_info["token"])
        if found is None:
            return None, refuse(10015)
        if time.monotonic() - found.at > TOKEN_LIFE:
            return None, refuse(50027)
        if not found.callbacks:
            return None, refuse(10015)
        return found, None

    async def original(self, request):
        """GET the first answer."""
        found, refusal = self._alive(request)
        return refusal or (say(found.message) if found.message else refuse(10008))

    async def edit(self, request):
        """PATCH the first answer: after a deferral this is the answer."""
        found, refusal = self._alive(request)
        if refusal:
            return refusal
        body = request[BODY]
        if faults := list(limits.message(body)):
            return refuse(50035, errors=limits.tree(faults))
        if found.message is None:
            deferred = found.callbacks[0][2]
            found.message = self._posted(found, body | {"flags": deferred.get("flags", 0)})
        else:
            found.message.update(body)
        found.edits.append(body)
        return say({"channel_id": found.body["channel_id"], **found.message})

    async def followup(self, request):
        """POST another answer; it has no nonce."""
        found, refusal = self._alive(request)
        if refusal:
            return refusal
        body = request[BODY]
        if faults := list(limits.message(body)):
            return refuse(50035, errors=limits.tree(faults))
        found.followups.append(body)
        return say(self._posted(found, body) | {"channel_id": found.body["channel_id"]})
