-- Old carts are forgotten: the oldest are found by when they were opened, and whatever points at a
-- cart is found by it.

create index cart_by_age on cart (workspace_id, opened_at);

create index cart_slot_by_cart on cart_slot (workspace_id, cart_id);
