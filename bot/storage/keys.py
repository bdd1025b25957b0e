"""Names of deliveries."""

from datetime import datetime
from hashlib import blake2b

from bot.model.alerts import DeliveryKey
from bot.model.cards import AlertId
from watchers.model.names import DestinationId


def delivery_key(alert: AlertId, destination: DestinationId, now: datetime) -> DeliveryKey:
    """Name a delivery: the same for every try, another after a backup is restored.

    20 hex digits: Discord takes a nonce of up to 25 characters (resources/message).
    """
    name = f"{alert}\n{destination}\n{now.isoformat()}".encode()
    return DeliveryKey(blake2b(name, digest_size=10).hexdigest())
