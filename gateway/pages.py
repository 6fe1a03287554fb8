"""Where in the shop a shopper is, for the agent who serves them: stored with the conversation, and gone with it."""

from __future__ import annotations

from fastapi import APIRouter, Depends, status

from data.conversations.log import Conversation
from data.privacy.masking import mask
from gateway.dependencies import ConversationDep, Services, ServicesDep, allowed_origin
from gateway.live.frames import tell_events
from gateway.protocol import Page

router = APIRouter(prefix="/v1/chat", tags=["chat"], dependencies=[Depends(allowed_origin)])


@router.post("/page", status_code=status.HTTP_204_NO_CONTENT)
async def see_page(body: Page, conversation: ConversationDep, services: ServicesDep) -> None:
    """Tells where in the shop the shopper is now; whoever serves them sees it at once."""
    await see(services, conversation, body)


async def see(services: Services, conversation: Conversation, page: Page) -> None:
    """Stores the page, if it is another; a title that names the shopper is masked."""
    seen = page.model_copy(update={"title": mask(page.title).text}).model_dump(exclude_none=True)
    if seen != conversation.page:
        await services.conversations.see_page(conversation_id=conversation.id, page=seen)
        tell_events(services.hub, conversation.id)
