window.hsConversationsSettings = { avoidInlineStyles: true };
