// What a message may be taken to do (`language/acts.py`), in Chinese; in English the names say it themselves.
export const CHINESE_ACTS: Record<string, string> = {
  search: "找商品", widen: "放宽要求", release: "放弃要求", correct: "纠正", show_more: "看更多", details: "看详情", compare: "对比",
  advice: "求建议", like: "喜欢", dislike: "不喜欢", add_to_cart: "加购", alternatives: "看替代品", accessories: "找配件", why: "问推荐理由",
  why_asked: "问为何提问", undo: "撤销", thread_back: "回到之前", restart: "重新开始", drop: "放弃", assortment: "问有哪些商品", affirm: "同意",
  deny: "否定", greet: "问候", goodbye: "道别", thank: "感谢", wait: "请稍等", help: "求助", human: "要求人工", anger: "不满",
  order_status: "查订单", cancel_order: "取消订单", change_order: "修改订单", change_address: "修改地址", refund: "退款", refund_status: "查退款",
  invoice: "发票", identify: "提供身份信息", no_answer: "没有答案", delivery: "配送", delivery_time: "配送时间", return_policy: "退货规则",
  cancellation_fee: "取消费用", payment_methods: "支付方式", payment_problem: "支付问题", account: "账户", place_order: "下单",
  newsletter: "订阅", feedback: "反馈", complaint: "投诉", contact: "联系方式", shop_info: "店铺信息", privacy: "隐私", discount: "优惠",
  warranty: "保修", out_of_scope: "无关话题", unclear: "不明确",
};
